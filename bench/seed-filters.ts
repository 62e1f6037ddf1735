import type { Client } from 'pg'
import { LIST_ORGANIZATION } from './seed.ts'

/** Ids of rows that a filter names; what they hold, a few conversations or many, says their name. */
export const NAMED = {
  user: 5_001,
  channel: 5_002,
  rare_channel: 5_009,
  team: 5_003,
  rare_team: 5_012,
  assistant: 5_001
}
export const STAGES = { common: 5_005, rare: 5_030 } as const
export const TAG = 5_001
/** Words that a thousandth, a fiftieth and a third of the messages have. */
export const WORDS = { seldom: 'zebra', sometimes: 'order', often: 'hello' } as const

const org = LIST_ORGANIZATION

/**
 * One organization that has been at work for two years: a twentieth of its conversations is open, most of them recent,
 * a few in a thousand are unread, waiting or asleep. Each of them has one message.
 */
export async function seedFilters(client: Client, rows: number): Promise<void> {
  await client.query(`
    begin;
    set local session_replication_role = replica;
    ${PLACES}
    insert into contacts (organization_id, id, first_name, last_name, phone)
      select ${org}, n, 'Customer', n::text, '+49151' || lpad(n::text, 8, '0') from generate_series(1, ${rows}) n;
    insert into identities (organization_id, id, contact_id, channel_id, channel_type)
      select ${org}, md5('i' || n)::uuid, n, ${NAMED.channel}, 'whatsapp' from generate_series(1, ${rows}) n;
    insert into identity_addresses (organization_id, channel_id, address, identity_id)
      select ${org}, ${NAMED.channel}, '49151' || lpad(n::text, 8, '0'), md5('i' || n)::uuid
      from generate_series(1, ${rows}) n;
    insert into contact_tags (organization_id, contact_id, tag_id)
      select ${org}, n, ${TAG} from generate_series(1, ${rows}, 500) n;
    select setseed(0.5);
    ${conversations(rows)}
    ${messages(rows)}
    commit;
  `)
  await client.query('vacuum (analyze) contacts, identities, identity_addresses, contact_tags, conversations, messages')
}

const PLACES = `
  insert into users (id, email) select 5000 + n, 'filter-' || n || '@bench.localhost' from generate_series(1, 200) n;
  insert into members (organization_id, user_id, role) select ${org}, 5000 + n, 'agent' from generate_series(1, 200) n;
  insert into teams (organization_id, id, name) select ${org}, 5000 + n, 'Team ' || n from generate_series(1, 12) n;
  insert into tags (organization_id, id, name) values (${org}, ${TAG}, 'VIP');
  insert into ai_assistants (organization_id, id, application_id)
    select ${org}, 5000 + n, md5('a' || n)::uuid from generate_series(1, 5) n;
  insert into channels (organization_id, id, channel_type, name, endpoint, primary_application_id, webhook_key,
      webhook_verify_token)
    select ${org}, 5000 + n, case n when 9 then 'sms' else 'whatsapp' end, 'Channel', 'filter ' || n, a.id,
      'filter ' || n, 'bench'
    from generate_series(1, 9) n, applications a where a.organization_id = ${org} and a.kind = 'inbox';
  insert into pipelines (organization_id, id, name) select ${org}, 5000 + n, 'Pipeline' from generate_series(1, 5) n;
  insert into pipeline_stages (organization_id, id, pipeline_id, name)
    select ${org}, 5000 + n, 5001 + (n - 1) / 6, 'Stage' from generate_series(1, 30) n;`

/** Chances are thrown once for each row; what few rows have is rare enough to be missed by a walk. */
const conversations = (rows: number): string => `
  insert into conversations (organization_id, id, contact_id, channel, channel_id, identity_id, live_key, status, state,
      unread_count, assigned_user_id, assigned_team_id, assigned_ai_assistant_id, pipeline_id, pipeline_stage_id, blocked,
      priority, snoozed_until, last_interaction_at, last_message, waiting_since, control_application_id, control_kind,
      control_since, session_id, session_number, last_seq, created_at, updated_at)
    select ${org}, n, n, case channel when 5009 then 'sms' else 'whatsapp' end, channel, md5('i' || n)::uuid,
      'identity:' || md5('i' || n)::uuid, case when is_open then 'open' else 'closed' end,
      case when is_open then 'active' else 'closed' end, case when is_unread then 2 else 0 end,
      case when c[1] < 0.6 then 5001 + n * 7919 % 200 end,
      case when c[2] < 0.0002 then 5012 when c[2] < 0.5 then 5001 + n * 31 % 11 end,
      case when c[3] < 0.1 then 5001 + n % 5 end, case when stage is not null then 5001 + (stage - 5001) / 6 end, stage,
      c[4] < 0.0005, case when c[5] < 0.002 then 'urgent' when c[5] < 0.01 then 'high' else 'normal' end,
      case when is_open and c[6] < 0.05 then now() + interval '1 day' end, said_at,
      jsonb_build_object('id', md5('m' || n)::uuid, 'direction', 'inbound', 'message_type', 'text', 'preview',
        'A sentence of about the length that people write', 'status', 'received', 'created_at', said_at),
      case when is_unread and c[6] > 0.4 then said_at end, inbox, 'inbox', made_at, md5('s' || n)::uuid, 1, 1, made_at,
      said_at
    from (
      select n, c, inbox, made_at, made_at + c[7] * interval '20 days' as said_at,
        c[8] < 0.0025 + 0.5 * power(n::float / ${rows}, 20) as is_open, c[8] < 0.003 as is_unread,
        case when c[9] < 0.002 then 5009 when c[9] < 0.7 then 5002 else 5003 + n % 6 end as channel,
        case when c[10] < 0.0003 then 5030 when c[10] < 0.3 then 5001 + n * 13 % 29 end as stage
      from (
        select n, a.id as inbox, timestamptz '2024-01-01 00:00Z' + n * (interval '730 days' / ${rows}) as made_at,
          array(select random() from generate_series(1, 10) where n > 0) as c
        from generate_series(1::bigint, ${rows}) n, applications a where a.organization_id = ${org} and a.kind = 'inbox'
      ) thrown
    ) rows;`

const messages = (rows: number): string => `
  insert into messages (organization_id, id, conversation_id, contact_id, seq, channel, channel_id, identity_id, direction,
      sender, message_type, message_text, status, status_at, created_at)
    select ${org}, md5('m' || n)::uuid, n, n, 1, 'whatsapp', ${NAMED.channel}, md5('i' || n)::uuid, 'inbound', '{}',
      'text', 'Could you tell me about ' || substr(md5(n::text), 1, 6) || ' and ' || substr(md5((n % 5000)::text), 1, 5) ||
        case when n % 1000 = 0 then ' zebra' else '' end || case when n % 50 = 0 then ' order' else '' end ||
        case when n % 3 = 0 then ' hello' else '' end, 'received', now(), now()
    from generate_series(1, ${rows}) n;`
