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
