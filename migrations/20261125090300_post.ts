import type { Knex } from 'knex'

// The post office: what providers brought (receipts), what is owed to them (lanes of deliveries), and what waits.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table receipts (
      organization_id bigint not null,
      id uuid not null,
      channel_id bigint not null,
      channel_type text not null,
      received_at timestamptz(3) not null,
      headers jsonb not null default '{}',
      body bytea not null,
      state text not null default 'pending'
        constraint receipts_state_check check (state in ('pending', 'done', 'quarantined')),
      leased_by uuid,
      lease_until timestamptz(3),
      attempts smallint not null default 0,
      constraint receipts_pkey primary key (organization_id, id, received_at)
    ) partition by range (received_at);
    create table receipts_default partition of receipts default;
    create index receipts_pending_idx on receipts (received_at, id) where state = 'pending';

    -- Facts that could not be applied or read; kept with the reason, read again by npm run replay.
    create table quarantined_facts (
      organization_id bigint not null,
      id uuid not null,
      channel_id bigint not null,
      receipt_id uuid not null,
      received_at timestamptz(3) not null,
      fact jsonb not null,
      reason text not null,
      created_at timestamptz(3) not null default now(),
      released_at timestamptz(3),
      constraint quarantined_facts_pkey primary key (organization_id, id)
    );
    create index quarantined_facts_receipt_idx on quarantined_facts (organization_id, receipt_id);

    -- Reports that overtook the answer, or whose message we do not have yet.
    create table held_facts (
      organization_id bigint not null,
      id uuid not null,
      channel_id bigint not null,
      provider_message_id text not null,
      fact jsonb not null,
      created_at timestamptz(3) not null default now(),
      constraint held_facts_pkey primary key (organization_id, id)
    );
    create index held_facts_message_idx on held_facts (organization_id, channel_id, provider_message_id);
    create index held_facts_created_idx on held_facts (created_at);

    -- A gate stands before all lanes of one account: shut while its token is refused.
    create table gates (
      organization_id bigint not null,
      gate_key text not null,
      shut_at timestamptz(3),
      reason text,
      updated_at timestamptz(3) not null default now(),
      constraint gates_pkey primary key (organization_id, gate_key)
    );

    -- Deliveries of a lane leave one after another; a lease and its fence say which worker may settle them.
    create table lanes (
      organization_id bigint not null,
      lane_key text not null,
      gate_key text not null,
      next_number bigint not null default 0,
      pending integer not null default 0 constraint lanes_pending_check check (pending >= 0),
      due_at timestamptz(3) not null,
      lease_until timestamptz(3),
      leased_by uuid,
      fence bigint not null default 0,
      constraint lanes_pkey primary key (organization_id, lane_key)
    ) with (fillfactor = 70);
    create index lanes_due_idx on lanes (due_at) where pending > 0;

    create table deliveries (
      organization_id bigint not null,
      id uuid not null,
      lane_key text not null,
      number bigint not null,
      channel_id bigint,
      conversation_id bigint,
      message_id uuid,
      part_number integer not null default 0,
      part jsonb not null,
      state text not null default 'queued' constraint deliveries_state_check
        check (state in ('queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown', 'canceled')),
      due_at timestamptz(3) not null,
      attempts integer not null default 0,
      provider_message_id text,
      error jsonb,
      created_at timestamptz(3) not null default now(),
      settled_at timestamptz(3),
      constraint deliveries_pkey primary key (organization_id, id),
      constraint deliveries_number_key unique (organization_id, lane_key, number),
      constraint deliveries_lane_fkey foreign key (organization_id, lane_key) references lanes (organization_id, lane_key)
    ) with (fillfactor = 80);
    create index deliveries_message_idx on deliveries (organization_id, message_id) where message_id is not null;
    create index deliveries_provider_idx
      on deliveries (organization_id, channel_id, provider_message_id) where provider_message_id is not null;

    create table delivery_attempts (
      organization_id bigint not null,
      id uuid not null,
      delivery_id uuid not null,
      number integer not null,
      fence bigint not null,
      started_at timestamptz(3) not null,
      finished_at timestamptz(3),
      verdict text,
      http_status integer,
      error jsonb,
      constraint delivery_attempts_pkey primary key (organization_id, id, started_at)
    ) partition by range (started_at);
    create table delivery_attempts_default partition of delivery_attempts default;
    create index delivery_attempts_delivery_idx on delivery_attempts (organization_id, delivery_id);

    -- General work that is not a delivery (media to fetch, exports …): handed on in batches by a worker.
    create table jobs (
      organization_id bigint not null,
      id uuid not null,
      kind text not null,
      payload jsonb not null,
      due_at timestamptz(3) not null default now(),
      attempts integer not null default 0,
      lease_until timestamptz(3),
      last_error text,
      created_at timestamptz(3) not null default now(),
      constraint jobs_pkey primary key (organization_id, id)
    );
    create index jobs_due_idx on jobs (due_at);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table jobs, delivery_attempts, deliveries, lanes, gates, held_facts, quarantined_facts, receipts;
  `)
}
