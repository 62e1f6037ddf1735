import type { Knex } from 'knex'

// A list is read along an index in each of its orders; nulls stand last in both.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index contacts_email_idx;
    drop index contacts_phone_idx;
    create index contacts_email_idx on contacts (organization_id, email, id) where deleted_at is null;
    create index contacts_phone_idx on contacts (organization_id, phone, id) where deleted_at is null;
    create index contacts_first_name_idx on contacts (organization_id, first_name, id) where deleted_at is null;
    create index contacts_last_name_idx on contacts (organization_id, last_name, id) where deleted_at is null;
    create index contacts_company_name_idx on contacts (organization_id, company_name, id) where deleted_at is null;
    create index contacts_updated_idx on contacts (organization_id, updated_at, id) where deleted_at is null;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index contacts_email_idx;
    drop index contacts_phone_idx;
    drop index contacts_first_name_idx;
    drop index contacts_last_name_idx;
    drop index contacts_company_name_idx;
    drop index contacts_updated_idx;
    create index contacts_phone_idx on contacts (organization_id, phone) where phone is not null;
    create index contacts_email_idx on contacts (organization_id, email) where email is not null;
  `)
}
