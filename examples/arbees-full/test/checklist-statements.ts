import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Returns the SQL of the operators' checklist, in order, as it is typed there. */
export function checklistStatements(): readonly string[] {
  const text = readFileSync(join(import.meta.dirname, 'fixtures/checklist-statements.md'), 'utf8')
  const found = [...text.matchAll(/-c (?:\\\n\s*)?"(SELECT[^"]*)"|```sql\n([\s\S]*?)```/g)]
  return found.map(([, typed, block]) => (typed ?? block ?? '').trim())
}
