import type { Knex } from 'knex'

// How fast an account may speak, and to one person: what its lanes have handed over lately, and where the next ones stand.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table gates
      add column rate_per_second integer constraint gates_rate_check check (rate_per_second > 0),
      add column pair_seconds integer constraint gates_pair_seconds_check check (pair_seconds > 0),
      add column pair_burst integer constraint gates_pair_burst_check check (pair_burst > 0),
      add column recent timestamptz(3)[] not null default '{}',
      add column slots timestamptz(3)[] not null default '{}',
      add column busy_until timestamptz(3),
      add column slow_until timestamptz(3);
    alter table gates set (fillfactor = 50);

    insert into gates (organization_id, gate_key, rate_per_second, pair_seconds, pair_burst)
      select organization_id, 'channel:' || id, 80, 6, 45 from channels where channel_type = 'whatsapp'
      on conflict (organization_id, gate_key) do update set
        rate_per_second = excluded.rate_per_second, pair_seconds = excluded.pair_seconds, pair_burst = excluded.pair_burst;

    alter table lanes add column pair_key text;

    -- An account and a person. Each handover takes some of the time that is to come, up to a burst.
    create table pairs (
      organization_id bigint not null,
      pair_key text not null,
      next_at timestamptz(3) not null,
      constraint pairs_pkey primary key (organization_id, pair_key)
    ) with (fillfactor = 70);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table pairs;
    alter table lanes drop column pair_key;
    alter table gates reset (fillfactor);
    alter table gates drop column rate_per_second, drop column pair_seconds, drop column pair_burst, drop column recent,
      drop column slots, drop column busy_until, drop column slow_until;
  `)
}
