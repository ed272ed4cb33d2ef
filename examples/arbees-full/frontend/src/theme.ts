import { useEffect, useState } from 'react'

/** Light or dark. */
export type Theme = 'light' | 'dark'

const KEY = 'arbees-theme'

function preferred(): Theme {
  const kept = localStorage.getItem(KEY)
  if (kept === 'light' || kept === 'dark') return kept
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** The theme, which follows the system until somebody chooses, and what changes it. */
export function useTheme(): readonly [Theme, () => void] {
  const [theme, setTheme] = useState(preferred)
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
  const toggle = () => {
    const next = theme === 'dark' ? 'light' : 'dark'
    localStorage.setItem(KEY, next)
    setTheme(next)
  }
  return [theme, toggle]
}
