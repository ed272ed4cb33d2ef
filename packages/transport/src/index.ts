export type { Bound, BoundMethod, PagedMethods } from './bind.ts'
export { bind } from './bind.ts'
export type { CallContext, VenueDialect } from './call.ts'
export { call, expiredError, toOutgoing } from './call.ts'
export type { BreakerState, CircuitBreaker, CircuitBreakerOptions, Health } from './circuit-breaker.ts'
export { createCircuitBreaker, healthOf } from './circuit-breaker.ts'
export type { HttpLayer, Interceptor } from './compose.ts'
export { compose, composeHttp } from './compose.ts'
export type { Decoded, DecodeIssue, Decoder } from './decoder.ts'
export { formatIssues } from './decoder.ts'
export type { Access, AnyEndpoint, Charge, Endpoint, NoInput, Paging, RequestParts, RetryPolicy } from './endpoint.ts'
export { endpoint, nameOf } from './endpoint.ts'
export type { FetchHttpOptions } from './fetch-http.ts'
export { fetchHttp } from './fetch-http.ts'
export type { BucketSettings, Limiter, LimiterOptions } from './interceptors/limit.ts'
export { createLimiter } from './interceptors/limit.ts'
export { logHttp } from './interceptors/log.ts'
export type { BulkQueue, BulkQueueOptions } from './interceptors/queue.ts'
export { createBulkQueue } from './interceptors/queue.ts'
export type { RateLimitBackoffOptions } from './interceptors/rate-limit-backoff.ts'
export { rateLimitBackoff } from './interceptors/rate-limit-backoff.ts'
export type { RecordedExchange, RecordHttpOptions } from './interceptors/record.ts'
export { recordHttp } from './interceptors/record.ts'
export type { RetryReadsOptions } from './interceptors/retry.ts'
export { mayRetryRead, retryReads } from './interceptors/retry.ts'
export type { JsonLogOptions } from './json-log.ts'
export { jsonLog } from './json-log.ts'
export { nodeDisk } from './node-disk.ts'
export type { NodeRuntimeOptions } from './node-runtime.ts'
export { nodeRuntime } from './node-runtime.ts'
export type { CallOptions, Lane, OutgoingRequest } from './outgoing.ts'
export type { PageWalk } from './paginate.ts'
export { items, pages } from './paginate.ts'
export type { CommaSeparated, QueryValue } from './query.ts'
export { buildQuery, commaSeparated, fillPath } from './query.ts'
export { createRealClock } from './real-clock.ts'
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
export type {
  FrameTiming,
  RunLimits,
  RunSessionOptions,
  StreamAddress,
  StreamEnd,
  StreamStatus,
} from './run-options.ts'
export type { RunningSession } from './run-session.ts'
export { runSession } from './run-session.ts'
export type { Secret } from './secret.ts'
export { createSecret, isSecret } from './secret.ts'
export type { Session, SessionEffect, SessionInput } from './session.ts'
export { NO_EFFECTS } from './session.ts'
export type { StatusWords } from './status-error.ts'
export { retryAfterOf, statusError } from './status-error.ts'
export type { Stream, StreamEvents, StreamOptions } from './stream.ts'
export { createStream } from './stream.ts'
export type { UndiciHttpOptions } from './undici-http.ts'
export { undiciHttp } from './undici-http.ts'
export type { WebSocketEvent, WebSocketFactory, WebSocketLike, WsConnectOptions } from './ws-connect.ts'
export { wsConnect } from './ws-connect.ts'
