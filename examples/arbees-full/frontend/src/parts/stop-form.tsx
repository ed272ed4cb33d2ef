import type { FormEvent } from 'react'
import { useState } from 'react'
import { control } from '../queries.ts'

const FIELD = 'mt-1 w-full rounded border border-line bg-page px-2 py-1.5'

/** What is asked of the API. */
export type StopWord = 'stop' | 'resume'

/** What each word is called. */
export const STOP_TITLES: Readonly<Record<StopWord, string>> = { stop: 'Stop trading', resume: 'Resume trading' }

/** Asks for the token, which is not kept, and a reason; says why when the API refuses. */
export function StopForm({ word, done }: { readonly word: StopWord; readonly done: () => void }) {
  const [problem, setProblem] = useState('')
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const fields = new FormData(form)
    try {
      await control(word, String(fields.get('token')), String(fields.get('reason')))
      form.reset()
      setProblem('')
      done()
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <form onSubmit={send} className="mt-3 space-y-3">
      <label className="block">
        Token
        <input name="token" type="password" required autoComplete="off" className={FIELD} />
      </label>
      <label className="block">
        Reason
        <input
          name="reason"
          required
          maxLength={200}
          defaultValue={word === 'stop' ? 'by hand' : 'looked at it, fine'}
          className={FIELD}
        />
      </label>
      {problem !== '' && (
        <p className="text-loss" role="alert">
          {problem}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <button type="button" onClick={done} className="rounded border border-line px-3 py-1">
          Cancel
        </button>
        <button
          type="submit"
          className={`rounded px-3 py-1 font-semibold text-panel ${word === 'stop' ? 'bg-loss' : 'bg-gain'}`}
        >
          {STOP_TITLES[word]} now
        </button>
      </div>
    </form>
  )
}
