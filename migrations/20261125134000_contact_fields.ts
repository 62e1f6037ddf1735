import type { Knex } from 'knex'

// Where a phone number belongs, who made a contact and whose it is.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table contacts
      add column phone_country_code text,
      add column phone_country_iso text,
      add column created_by_user_id bigint,
      add column owned_by_user_id bigint,
      add constraint contacts_creator_fkey foreign key (organization_id, created_by_user_id)
        references members (organization_id, user_id),
      add constraint contacts_owner_fkey foreign key (organization_id, owned_by_user_id)
        references members (organization_id, user_id);
    create index contacts_owner_idx on contacts (organization_id, owned_by_user_id, id)
      where owned_by_user_id is not null and deleted_at is null;
    create index contacts_company_idx on contacts (organization_id, company_id, id)
      where company_id is not null and deleted_at is null;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table contacts
      drop column phone_country_code,
      drop column phone_country_iso,
      drop column created_by_user_id,
      drop column owned_by_user_id;
    drop index contacts_company_idx;
  `)
}
