/** What is asked of the thread. */
export type ThreadRequest = {
  readonly id: number
  readonly type: 'query' | 'run' | 'close'
  readonly sql: string
  readonly values: readonly (string | null)[]
}

/** What it answers. An error goes as what the store reads of it: its sentence and PostgreSQL's code. */
export type ThreadReply =
  | { readonly id: number; readonly type: 'rows'; readonly rows: readonly unknown[] }
  | { readonly id: number; readonly type: 'failed'; readonly sentence: string; readonly code: string | undefined }
