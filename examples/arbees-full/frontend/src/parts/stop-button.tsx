import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useOverview } from '../queries.ts'
import type { StopWord } from './stop-form.tsx'
import { STOP_TITLES, StopForm } from './stop-form.tsx'

const MEANINGS: Readonly<Record<StopWord, string>> = {
  stop: 'No new order leaves, in any process, within a second. What is held stays held.',
  resume: 'New orders may leave again, in every process.',
}

/** Stops all new orders, or lets them go on. */
export function StopButton() {
  const { data } = useOverview()
  const client = useQueryClient()
  const dialog = useRef<HTMLDialogElement>(null)
  // Fixed when the dialog opens: a stop that somebody else sets meanwhile must not turn this one into a resume.
  const [word, setWord] = useState<StopWord>('stop')
  const isStopped = data !== undefined && data.control.emergency_stop !== 'clear'
  const next = isStopped ? 'resume' : 'stop'
  const open = () => {
    setWord(next)
    dialog.current?.showModal()
  }
  const done = () => {
    dialog.current?.close()
    void client.invalidateQueries({ queryKey: ['overview'] })
  }
  return (
    <>
      <button
        type="button"
        aria-label={STOP_TITLES[next]}
        disabled={data === undefined}
        onClick={open}
        className={`rounded px-3 py-1 font-semibold ${isStopped ? 'border border-gain text-gain' : 'bg-loss text-panel'} disabled:opacity-50`}
      >
        {isStopped ? 'Resume' : 'Stop'}
        <span className="hidden sm:inline"> trading</span>
      </button>
      <dialog
        ref={dialog}
        aria-label={STOP_TITLES[word]}
        className="m-auto w-[min(26rem,calc(100vw-2rem))] rounded-md border border-line bg-panel p-4 text-ink"
      >
        <h2 className="font-semibold text-base">{STOP_TITLES[word]}</h2>
        <p className="mt-1 text-quiet">{MEANINGS[word]}</p>
        {data?.control.is_enabled === true ? (
          <StopForm key={word} word={word} done={done} />
        ) : (
          <p className="mt-3">
            This API changes nothing: it was started without an API_TOKEN. On the machine itself,{' '}
            <code>arbees emergency-stop set</code> does the same. Escape closes this.
          </p>
        )}
      </dialog>
    </>
  )
}
