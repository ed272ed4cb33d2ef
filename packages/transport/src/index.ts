export type { Bound, BoundMethod, PagedMethods } from './bind.ts'
export { bind } from './bind.ts'
export type { CallContext, VenueDialect } from './call.ts'
export { call, expiredError, toOutgoing } from './call.ts'
export type { HttpLayer, Interceptor } from './compose.ts'
export { compose, composeHttp } from './compose.ts'
export type { Decoded, DecodeIssue, Decoder } from './decoder.ts'
export { formatIssues } from './decoder.ts'
export type { Access, AnyEndpoint, Charge, Endpoint, NoInput, Paging, RequestParts, RetryPolicy } from './endpoint.ts'
export { endpoint, nameOf } from './endpoint.ts'
export type { CallOptions, Lane, OutgoingRequest } from './outgoing.ts'
export type { PageWalk } from './paginate.ts'
export { items, pages } from './paginate.ts'
export type { CommaSeparated, QueryValue } from './query.ts'
export { buildQuery, commaSeparated, fillPath } from './query.ts'
export type { RecordableFact } from './recording/format-recording.ts'
export { formatRecordingHeader, formatRecordingLine, isRecordable } from './recording/format-recording.ts'
export type { LineFile, LineFileOptions } from './recording/line-file.ts'
export { createLineFile } from './recording/line-file.ts'
export { parseRecordingHeader } from './recording/parse-header.ts'
export type {
  ReadRecordingOptions,
  RecordingHandlers,
  RecordingSummary,
} from './recording/read-recording.ts'
export { readRecording } from './recording/read-recording.ts'
export type {
  NativeName,
  RecordedFee,
  RecordedMarket,
  RecordedPair,
  RecordingEvent,
  RecordingEventType,
  RecordingHeader,
} from './recording/recording.ts'
export type { RecordingWriter } from './recording/recording-writer.ts'
export { createRecordingWriter } from './recording/recording-writer.ts'
export { toFact } from './recording/to-fact.ts'
export type { Session, SessionEffect, SessionInput } from './session.ts'
export { NO_EFFECTS } from './session.ts'
export type { StatusWords } from './status-error.ts'
export { retryAfterOf, statusError } from './status-error.ts'
