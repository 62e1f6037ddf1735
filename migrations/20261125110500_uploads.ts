import type { Knex } from 'knex'

// An upload is a promise: somebody may put so many bytes under a key. It becomes a file when the bytes have been looked
// at, under a key nobody else knows. Every key that bytes may lie under is written down before they do, so none is lost.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table uploads (
      organization_id bigint not null,
      id uuid not null,
      conversation_id bigint,
      purpose text not null,
      bucket_key text not null,
      kept_keys text[] not null default '{}',
      file_name text not null,
      file_type text not null,
      file_size bigint not null constraint uploads_file_size_check check (file_size > 0),
      created_at timestamptz(3) not null,
      constraint uploads_pkey primary key (organization_id, id),
      constraint uploads_bucket_key_key unique (organization_id, bucket_key)
    );
    create index uploads_created_idx on uploads (created_at);

    alter table files add column upload_key text;
    create unique index files_upload_key_key on files (organization_id, upload_key) where upload_key is not null;
    create index files_conversation_idx on files (organization_id, conversation_id, id);
    create index files_size_idx on files (organization_id) include (file_size) where deleted_at is null;
    create index files_deleted_idx on files (deleted_at) where deleted_at is not null;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index files_conversation_idx, files_size_idx, files_deleted_idx;
    alter table files drop column upload_key;
    drop table uploads;
  `)
}
