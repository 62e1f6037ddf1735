import type { Knex } from 'knex'

// A merge is a link that can be taken back. `merged_into_id` is whom a contact is shown as, however many links lead
// there; `home_contact_id` is whose an identity is without the links (null: whose it is anyway), and `conversation_ids`
// are the conversations that a link has moved.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table contacts
      add column merged_into_id bigint constraint contacts_merged_check check (merged_into_id <> id),
      add constraint contacts_merged_fkey foreign key (organization_id, merged_into_id)
        references contacts (organization_id, id);
    create index contacts_merged_idx on contacts (organization_id, merged_into_id) where merged_into_id is not null;

    alter table identities
      add column home_contact_id bigint,
      add constraint identities_home_fkey foreign key (organization_id, home_contact_id)
        references contacts (organization_id, id);

    create table contact_merges (
      organization_id bigint not null,
      id uuid not null,
      contact_id bigint not null,
      merged_contact_id bigint not null,
      conversation_ids bigint[] not null,
      created_by jsonb not null,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      deleted_at timestamptz(3),
      constraint contact_merges_pkey primary key (organization_id, id),
      constraint contact_merges_two_check check (contact_id <> merged_contact_id),
      constraint contact_merges_survivor_fkey foreign key (organization_id, contact_id)
        references contacts (organization_id, id),
      constraint contact_merges_merged_fkey foreign key (organization_id, merged_contact_id)
        references contacts (organization_id, id)
    );
    create unique index contact_merges_merged_key on contact_merges (organization_id, merged_contact_id)
      where deleted_at is null;
    create index contact_merges_survivor_idx on contact_merges (organization_id, contact_id) where deleted_at is null;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table contact_merges;
    alter table identities drop column home_contact_id;
    alter table contacts drop column merged_into_id;
  `)
}
