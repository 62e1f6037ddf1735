import type { ProviderError, Template } from '../channels/channel.ts'
import { newId } from '../platform/ids.ts'
import { insertRows, prepared } from '../platform/set-wise.ts'
import type { CatalogueOf } from './ask-for-templates.ts'
import { CHANNEL_COLUMNS } from './channel-row.ts'
import { recordRow } from './record.ts'
import type { Scope } from './scope.ts'
import { TEMPLATE_COLUMNS } from './template-row.ts'

/** Keeps a channel's catalogue as the provider has it now; what is not in it any more goes. */
export async function keepTemplates(scope: Scope, about: CatalogueOf, templates: readonly Template[]): Promise<void> {
  const { organization_id, channel_id } = about
  const now = scope.now.toISOString()
  const unique = new Map(templates.map(each => [`${each.name}/${each.language}`, each]))
  const rows = [...unique.values()].map(template => ({
    ...template,
    organization_id,
    channel_id,
    id: newId(),
    created_at: now,
    updated_at: now
  }))
  const written = await writeRows(scope, rows)
  const gone = await scope.tx.query(
    prepared(
      `delete from message_templates t where organization_id = $1 and channel_id = $2 and not exists (
         select from unnest($3::text[], $4::text[]) as w(name, language)
         where w.name = t.name and w.language = t.language
       ) returning 1`,
      [organization_id, channel_id, rows.map(row => row.name), rows.map(row => row.language)]
    )
  )
  await noteSync(scope, about, null)
  if (written + gone.length > 0) await sayChanged(scope, about, rows.length)
}

/** Notes why a catalogue cannot be read; what was read before stays. */
export async function noteSync(scope: Scope, about: CatalogueOf, error: ProviderError | null): Promise<void> {
  await scope.tx.query(
    prepared(
      `update template_catalogues set error = $4, synced_at = case when $4::jsonb is null then $3 else synced_at end
       where organization_id = $1 and channel_id = $2`,
      [about.organization_id, about.channel_id, scope.now.toISOString(), error && JSON.stringify(error)]
    )
  )
}

const KEY = ['organization_id', 'id', 'channel_id', 'name', 'language', 'created_at', 'updated_at']
const CHANGING = Object.keys(TEMPLATE_COLUMNS).filter(name => !KEY.includes(name))

const UPSERT = insertRows(
  'message_templates as t',
  TEMPLATE_COLUMNS,
  [],
  `on conflict (organization_id, channel_id, name, language) do update set
     ${[...CHANGING, 'updated_at'].map(name => `${name} = excluded.${name}`).join(', ')}
   where (${CHANGING.map(name => `t.${name}`).join(', ')}) is distinct from
     (${CHANGING.map(name => `excluded.${name}`).join(', ')})
   returning 1`
).sql(1)

async function writeRows(scope: Scope, rows: readonly object[]): Promise<number> {
  if (rows.length === 0) return 0
  return (await scope.tx.query(prepared(UPSERT, [JSON.stringify(rows)]))).length
}

async function sayChanged(scope: Scope, { organization_id, channel_id }: CatalogueOf, count: number): Promise<void> {
  // Under the lock: a row that was read beside a change of the channel would be announced after it, and undo it.
  const [row] = await scope.tx.query(
    prepared(
      `select ${CHANNEL_COLUMNS} from channels
       where organization_id = $1 and id = $2 and deleted_at is null for no key update`,
      [organization_id, channel_id]
    )
  )
  if (row) recordRow(scope, organization_id, 'channel.templates-changed', row, { count })
}
