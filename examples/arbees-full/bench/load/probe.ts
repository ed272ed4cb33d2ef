/*
 * Loaded into a process under load before anything else: looks at its memory and its event loop from the signal to begin to the
 * process's end, and writes down what it saw.
 */
import { writeFileSync } from 'node:fs'
import { watchProcess } from './watch-process.ts'

const watch = watchProcess('')
process.on('SIGUSR2', watch.begin)
process.once('SIGTERM', () => writeFileSync(process.env['PROBE_FILE'] ?? 'figures.json', JSON.stringify(watch.end())))
