import type { Knex } from 'knex'

// What a provider has approved to be said at any time, as it was read last, and when that was.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table message_templates (
      organization_id bigint not null,
      id uuid not null,
      channel_id bigint not null,
      name text not null,
      language text not null,
      status text not null,
      category text,
      parameter_format text not null,
      components jsonb not null,
      quality text,
      rejected_reason text,
      provider_template_id text,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      constraint message_templates_pkey primary key (organization_id, id),
      constraint message_templates_name_key unique (organization_id, channel_id, name, language),
      constraint message_templates_channel_fkey foreign key (organization_id, channel_id)
        references channels (organization_id, id)
    );

    create table template_catalogues (
      organization_id bigint not null,
      channel_id bigint not null,
      asked_at timestamptz(3) not null,
      synced_at timestamptz(3),
      error jsonb,
      constraint template_catalogues_pkey primary key (organization_id, channel_id),
      constraint template_catalogues_channel_fkey foreign key (organization_id, channel_id)
        references channels (organization_id, id)
    );
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table template_catalogues, message_templates')
}
