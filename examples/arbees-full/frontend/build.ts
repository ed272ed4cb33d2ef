/*
 * Builds the pages into the folder that is given, or into `dist` beside this file.
 */
import { join, resolve } from 'node:path'
import { build } from 'vite'

const [, , folder] = process.argv
await build({
  configFile: join(import.meta.dirname, 'vite.config.ts'),
  logLevel: 'warn',
  build: { outDir: folder === undefined ? join(import.meta.dirname, 'dist') : resolve(folder), emptyOutDir: true },
})
