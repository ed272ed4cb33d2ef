export { fakeHandlers } from './handlers.ts'
