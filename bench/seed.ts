import { type Client, escapeLiteral } from 'pg'
import {
  apiKeyOf,
  appSecretOf,
  CONVERSATIONS,
  FIRST_ORGANIZATION,
  HISTORY,
  ORGANIZATIONS,
  organizationIds,
  phoneNumberIdOf,
  sha256,
  webhookKeyOf
} from './world.ts'

/** Seals a channel's credentials as the program under test will open them. */
export type Seal = (organizationId: number, credentials: Readonly<Record<string, string>>) => string

const LARGEST_ORGANIZATION = FIRST_ORGANIZATION + ORGANIZATIONS
/** The one organization that owns every row of the list tables. */
export const LIST_ORGANIZATION = LARGEST_ORGANIZATION
/** Messages per thread in the list tables. */
export const THREAD_LENGTH = 500

/** Organizations, their agent, key, inbox application and WhatsApp channel. Run as the owner, who is a superuser. */
export async function seedOrganizations(client: Client, seal: Seal, providerUrl: string): Promise<void> {
  await client.query(`
    insert into organizations (id, name)
      select id, 'Bench ' || id from generate_series(${FIRST_ORGANIZATION}, ${LARGEST_ORGANIZATION}) id;
    insert into users (id, email, full_name)
      select id, 'agent-' || id || '@bench.localhost', 'Agent ' || id from organizations where id >= ${FIRST_ORGANIZATION};
    insert into members (organization_id, user_id, role)
      select id, id, 'owner' from organizations where id >= ${FIRST_ORGANIZATION};
    insert into applications (organization_id, id, kind, name)
      select id, gen_random_uuid(), 'inbox', 'Inbox' from organizations where id >= ${FIRST_ORGANIZATION};
  `)
  for (const id of [...organizationIds, LIST_ORGANIZATION]) await seedEntrances(client, id, seal, providerUrl)
}

async function seedEntrances(client: Client, id: number, seal: Seal, providerUrl: string): Promise<void> {
  const endpoint = phoneNumberIdOf(id)
  const credentials = {
    phone_number_id: endpoint,
    waba_id: endpoint,
    access_token: 'bench',
    app_secret: appSecretOf(id),
    verify_token: 'bench'
  }
  await client.query(
    `insert into api_keys (organization_id, id, user_id, name, prefix, secret_hash, scopes) values ($1, $1, $1, 'bench', $2, $3, '{*:write}')`,
    [id, apiKeyOf(id).slice(0, 12), sha256(apiKeyOf(id))]
  )
  await client.query(
    `insert into channels (organization_id, id, channel_type, name, endpoint, primary_application_id, credentials,
       credential_names, webhook_key, webhook_verify_token, settings)
     select $1, $1, 'whatsapp', 'WhatsApp', $2, a.id, $3, $4, $5, 'bench', $6
     from applications a where a.organization_id = $1`,
    [id, endpoint, seal(id, credentials), Object.keys(credentials), webhookKeyOf(id), { api_base_url: providerUrl }]
  )
}

/**
 * One open conversation per customer of the world, spread over the organizations, with some history: statements planned
 * on empty tables would be planned for empty tables.
 */
export async function seedCustomers(client: Client): Promise<void> {
  await seedThreads(client, {
    from: 0,
    to: CONVERSATIONS - 1,
    organization: `${FIRST_ORGANIZATION} + n % ${ORGANIZATIONS}`,
    lastSeq: HISTORY
  })
  const history = `conversations c, generate_series(1, ${HISTORY}) seq where c.id < ${CONVERSATIONS}`
  await client.query(`
    insert into messages (organization_id, id, conversation_id, contact_id, seq, channel, channel_id, identity_id,
      direction, sender, message_type, message_text, status, status_at, provider_message_id, created_at)
    select c.organization_id, gen_random_uuid(), c.id, c.contact_id, seq, 'whatsapp', c.channel_id, c.identity_id,
      'inbound', jsonb_build_object('type', 'contact', 'id', c.contact_id), 'text', 'What I wrote before', 'received',
      c.created_at, 'wamid.history.' || c.id || '.' || seq, c.created_at
    from ${history};
    insert into events (organization_id, id, conversation_id, seq, type, actor, data, created_at)
    select c.organization_id, gen_random_uuid(), c.id, seq, 'message.received', '{"type":"system"}', '{}', c.created_at
    from ${history};
    insert into receipts (organization_id, id, channel_id, channel_type, received_at, body, state)
    select c.organization_id, gen_random_uuid(), c.channel_id, 'whatsapp', c.created_at, '{}', 'done' from ${history};
  `)
}

/**
 * Brings the list tables up to `rows` open conversations and `rows` messages, all of one organization. Conversations
 * come in threads of 500 messages, so the messages lie in the oldest ones.
 */
export async function growLists(client: Client, present: number, rows: number): Promise<void> {
  const organization = String(LIST_ORGANIZATION)
  await seedThreads(client, { from: LIST_NUMBER + present, to: LIST_NUMBER + rows - 1, organization, lastSeq: 0 })
  await client.query(`
    insert into messages (organization_id, id, conversation_id, contact_id, seq, channel, channel_id, identity_id,
      direction, sender, message_type, message_text, status, status_at, provider_message_id, created_at)
    select ${organization}, gen_random_uuid(), c.id, c.contact_id, n % ${THREAD_LENGTH} + 1, 'whatsapp', c.channel_id,
      c.identity_id, case when n % 2 = 0 then 'inbound' else 'outbound' end,
      jsonb_build_object('type', 'contact', 'id', c.contact_id, 'name', 'Customer ' || c.id), 'text',
      'A sentence of about the length that people write, number ' || n, 'received', c.created_at, 'wamid.list.' || n,
      c.created_at
    from generate_series(${present}, ${rows - 1}) n
    join conversations c on c.organization_id = ${organization} and c.id = ${LIST_NUMBER} + n / ${THREAD_LENGTH};
    update conversations c set last_seq = ${THREAD_LENGTH}
      where c.organization_id = ${organization}
        and c.id between ${LIST_NUMBER + present / THREAD_LENGTH} and ${LIST_NUMBER + rows / THREAD_LENGTH - 1};
  `)
  await client.query('vacuum (analyze) contacts, identities, identity_addresses, conversations, messages')
}

/** Numbers (and ids) of the list tables begin here, far from the ingest's. */
export const LIST_NUMBER = 10_000_000

interface Threads {
  readonly from: number
  readonly to: number
  readonly organization: string
  readonly lastSeq: number
}

/** Contact, identity, address and open conversation for each number; ids are the number. */
async function seedThreads(client: Client, { from, to, organization, lastSeq }: Threads): Promise<void> {
  const numbers = `(select n, ${organization} as org from generate_series(${from}, ${to}) n) as numbers`
  const identity = `md5('identity ' || n)::uuid`
  const time = `timestamptz '2026-01-01 00:00:00Z' + n % 1000000 * interval '7 seconds'`
  await client.query(`
    begin;
    -- The rows are right by construction; a million foreign keys need not be looked up one by one.
    set local session_replication_role = replica;
    insert into contacts (organization_id, id, first_name, last_name, phone)
      select org, n, 'Customer', n::text, '+49151' || lpad(n::text, 8, '0') from ${numbers};
    insert into identities (organization_id, id, contact_id, channel_id, channel_type, name)
      select org, ${identity}, n, org, 'whatsapp', 'Customer ' || n from ${numbers};
    insert into identity_addresses (organization_id, channel_id, address, identity_id)
      select org, org, '49151' || lpad(n::text, 8, '0'), ${identity} from ${numbers};
    insert into conversation_sessions (organization_id, id, conversation_id, number, first_seq, channel_id, opened_by)
      select org, md5('session ' || n)::uuid, n, 1, 1, org, '{"type":"system"}' from ${numbers}
      where n < ${LIST_NUMBER};
    insert into control_spans (organization_id, id, conversation_id, session_id, application_id, epoch, started_at)
      select org, md5('span ' || n)::uuid, n, md5('session ' || n)::uuid, a.id, 1, ${time}
      from ${numbers} join applications a on a.organization_id = org where n < ${LIST_NUMBER};
    insert into conversations (organization_id, id, contact_id, channel, channel_id, identity_id, live_key,
      last_interaction_at, last_message, waiting_since, window_expires_at, control_application_id, control_kind,
      control_since, control_span_id, session_id, session_number, last_seq, created_at, updated_at)
      select org, n, n, 'whatsapp', org, ${identity}, 'identity:' || ${identity}, ${time},
        jsonb_build_object('id', md5('message ' || n)::uuid, 'direction', 'inbound', 'message_type', 'text', 'preview',
          'A sentence of about the length that people write', 'status', 'received', 'created_at', ${time}),
        ${time}, ${time} + interval '1 day', a.id, 'inbox', ${time}, md5('span ' || n)::uuid,
        md5('session ' || n)::uuid, 1, ${lastSeq}, ${time}, ${time}
      from ${numbers} join applications a on a.organization_id = org;
    commit;
  `)
}

/** Sequences go on above the seeded ids. */
export async function advanceSequences(client: Client): Promise<void> {
  const { rows } = await client.query<{ table: string }>(
    `select table_name as table from information_schema.columns
     where table_schema = 'public' and is_identity = 'YES' and column_name = 'id'`
  )
  for (const { table } of rows) {
    await client.query(
      `select setval(pg_get_serial_sequence(${escapeLiteral(table)}, 'id'), (select greatest(max(id), 1) from ${table}))`
    )
  }
}
