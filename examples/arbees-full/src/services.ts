import type { AnyService } from './service.ts'

/** Every service of the deployment, in the order in which they start. */
export const SERVICES: readonly AnyService[] = []
