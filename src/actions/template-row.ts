import type { Template } from '../channels/channel.ts'
import { prepared } from '../platform/set-wise.ts'
import type { Transaction } from '../platform/unit-of-work.ts'

/** A template as it was read last. */
export type TemplateRow = Template & {
  readonly organization_id: number
  readonly id: string
  readonly channel_id: number
  readonly created_at: string
  readonly updated_at: string
}

export const TEMPLATE_COLUMNS = {
  organization_id: 'bigint',
  id: 'uuid',
  channel_id: 'bigint',
  name: 'text',
  language: 'text',
  status: 'text',
  category: 'text',
  parameter_format: 'text',
  components: 'jsonb',
  quality: 'text',
  rejected_reason: 'text',
  provider_template_id: 'text',
  created_at: 'timestamptz',
  updated_at: 'timestamptz'
} as const satisfies Record<keyof TemplateRow, string>

/** How reading a channel's catalogue went last. */
export type CatalogueRow = {
  readonly organization_id: number
  readonly channel_id: number
  readonly asked_at: string
  /** null: it has never been read, so nobody knows what is in it. */
  readonly synced_at: string | null
  readonly error: unknown
}

export async function readCatalogue(
  tx: Pick<Transaction, 'query'>,
  organizationId: number,
  channelId: number
): Promise<CatalogueRow | null> {
  const [row] = await tx.query<CatalogueRow>(
    prepared('select * from template_catalogues where organization_id = $1 and channel_id = $2', [
      organizationId,
      channelId
    ])
  )
  return row ?? null
}

/** Those of one name, in all of its languages. */
export function templatesNamed(
  tx: Pick<Transaction, 'query'>,
  organizationId: number,
  channelId: number,
  name: string
): Promise<TemplateRow[]> {
  return tx.query<TemplateRow>(
    prepared(
      'select * from message_templates where organization_id = $1 and channel_id = $2 and name = $3 order by language',
      [organizationId, channelId, name]
    )
  )
}
