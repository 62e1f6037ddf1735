import type { Knex } from 'knex'

// What a provider keeps of our files where it cannot follow our links, and until when.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table provider_media (
      organization_id bigint not null,
      channel_id bigint not null,
      file_id uuid not null,
      provider_media_id text not null,
      expires_at timestamptz(3) not null,
      constraint provider_media_pkey primary key (organization_id, channel_id, file_id),
      constraint provider_media_channel_fkey foreign key (organization_id, channel_id)
        references channels (organization_id, id),
      constraint provider_media_file_fkey foreign key (organization_id, file_id) references files (organization_id, id)
        on delete cascade
    );
    create index provider_media_file_idx on provider_media (organization_id, file_id);
    create index provider_media_expires_idx on provider_media (expires_at);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table provider_media')
}
