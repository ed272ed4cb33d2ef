/* Loaded before a process whose clock is to be ahead of everybody else's: by SKEW_MS. */
import { env } from 'node:process'

const now = Date.now
const skewMillis = Number(env['SKEW_MS'])
Date.now = () => now() + skewMillis
