import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const TEXT = readFileSync(join(import.meta.dirname, 'fixtures/checklist-statements.md'), 'utf8')

/** Returns the looks into the logs of the operators' checklist, in order, as they are typed there. */
export function checklistGreps(): readonly string[] {
  return [...TEXT.matchAll(/^ *(docker-compose logs .*\| grep .*)$/gm)].map(([, line]) => line ?? '')
}

/** Returns the SQL of the operators' checklist, in order, as it is typed there. */
export function checklistStatements(): readonly string[] {
  const found = [...TEXT.matchAll(/-c (?:\\\n\s*)?"(SELECT[^"]*)"|```sql\n([\s\S]*?)```/g)]
  return found.map(([, typed, block]) => (typed ?? block ?? '').trim())
}
