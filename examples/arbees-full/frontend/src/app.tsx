import { useEffect, useState } from 'react'
import { useLive } from './live.ts'
import { GamesPage } from './pages/games.tsx'
import { HealthPage } from './pages/health.tsx'
import { OpportunitiesPage } from './pages/opportunities.tsx'
import { OverviewPage } from './pages/overview.tsx'
import { TradingPage } from './pages/trading.tsx'
import { StopButton } from './parts/stop-button.tsx'
import { useOverview } from './queries.ts'
import type { Theme } from './theme.ts'
import { useTheme } from './theme.ts'

const PAGES = [
  { path: '', title: 'Overview', Page: OverviewPage },
  { path: 'games', title: 'Live games', Page: GamesPage },
  { path: 'opportunities', title: 'Opportunities', Page: OpportunitiesPage },
  { path: 'trading', title: 'Orders & trades', Page: TradingPage },
  { path: 'health', title: 'Health', Page: HealthPage },
] as const

function usePath(): string {
  const read = () => location.hash.replace(/^#\/?/, '')
  const [path, setPath] = useState(read)
  useEffect(() => {
    const change = () => setPath(read())
    addEventListener('hashchange', change)
    return () => removeEventListener('hashchange', change)
  }, [])
  return path
}

function Mode({ isLive }: { readonly isLive: boolean }) {
  const { data } = useOverview()
  return (
    <div className="flex items-center gap-2 text-xs">
      {data !== undefined && (
        <span
          className={`rounded px-1.5 py-0.5 font-semibold ${data.paper_trading ? 'bg-bar text-quiet' : 'bg-loss text-panel'}`}
        >
          {data.paper_trading ? 'PAPER' : 'REAL MONEY'}
        </span>
      )}
      <span className="flex items-center gap-1.5 text-quiet" role="status">
        <span className={`size-2 rounded-full ${isLive ? 'bg-gain' : 'bg-loss'}`} />
        {isLive ? 'live' : 'away'}
      </span>
    </div>
  )
}

function Stopped() {
  const { data } = useOverview()
  if (data === undefined || data.control.emergency_stop === 'clear') return null
  return (
    <div className="bg-loss px-4 py-2 text-center font-semibold text-panel" role="alert">
      {data.control.emergency_stop === 'set'
        ? 'Trading is stopped: no new order leaves.'
        : 'The emergency stop cannot be read, which counts as a stop: no new order leaves.'}
    </div>
  )
}

function Header({
  path,
  isLive,
  theme,
  toggleTheme,
}: {
  readonly path: string
  readonly isLive: boolean
  readonly theme: Theme
  readonly toggleTheme: () => void
}) {
  return (
    <header className="sticky top-0 z-10 border-line border-b bg-panel">
      <div className="mx-auto flex max-w-[1500px] flex-wrap items-center gap-x-3 gap-y-1 px-4 lg:gap-x-5 pt-2 lg:pb-2">
        <a href="#/" className="font-bold text-base text-accent tracking-tight">
          Arbees
        </a>
        <Mode isLive={isLive} />
        <nav
          className="-mx-4 order-last flex w-[calc(100%+2rem)] gap-1 overflow-x-auto px-3 lg:order-none lg:mx-0 lg:w-auto"
          aria-label="Pages"
        >
          {PAGES.map(({ path: to, title }) => (
            <a
              key={to}
              href={`#/${to}`}
              aria-current={to === path ? 'page' : undefined}
              className="whitespace-nowrap border-transparent border-b-2 px-2 py-1.5 text-quiet hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
            >
              {title}
            </a>
          ))}
        </nav>
        <div className="ml-auto flex items-center gap-2">
          <button
            type="button"
            onClick={toggleTheme}
            className="rounded border border-line px-2 py-1 text-quiet text-xs hover:text-ink"
          >
            {theme === 'dark' ? 'Light' : 'Dark'}
          </button>
          <StopButton />
        </div>
      </div>
    </header>
  )
}

/** The whole dashboard. */
export function App() {
  const isLive = useLive()
  const path = usePath()
  const [theme, toggleTheme] = useTheme()
  const { Page } = PAGES.find((page) => page.path === path) ?? PAGES[0]
  return (
    <>
      <Header path={path} isLive={isLive} theme={theme} toggleTheme={toggleTheme} />
      <Stopped />
      <main className="mx-auto max-w-[1500px] p-3 sm:p-4">
        <Page theme={theme} />
      </main>
    </>
  )
}
