import { integerVariable, textVariable } from '../platform/config/variable.ts'

/** What the process that serves the pages reads. */
export const frontendVariables = {
  FRONTEND_HOST: textVariable('127.0.0.1', 'an address to listen at', /^[\w.:]+$/),
  FRONTEND_PORT: integerVariable('3000', 1, 65_535),
  /** Where the API is that answers behind the pages. */
  FRONTEND_API_URL: textVariable('http://127.0.0.1:8000', 'http://host:port', /^http:\/\/[\w.-]+(:\d+)?$/),
} as const
