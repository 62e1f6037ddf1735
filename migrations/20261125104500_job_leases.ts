import type { Knex } from 'knex'

// Who works on a job, and the fence that keeps out whoever has lost it. Each kind has a worker of its own.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table jobs
      add column leased_by uuid,
      add column fence bigint not null default 0;
    drop index jobs_due_idx;
    create index jobs_due_idx on jobs (kind, due_at);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index jobs_due_idx;
    create index jobs_due_idx on jobs (due_at);
    alter table jobs
      drop column leased_by,
      drop column fence;
  `)
}
