/** Thrown when a request is refused. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly statusCode: number
  readonly code: string

  constructor(statusCode: number, code: string, sentence: string) {
    super(sentence)
    this.statusCode = statusCode
    this.code = code
  }
}
