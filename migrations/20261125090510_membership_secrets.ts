import type { Knex } from 'knex'

// What one organization says of a person stays in it. A password given by an admin opens that organization alone, so
// nobody can sign a stranger's e-mail up at home and walk into the organization that invites the stranger next.
// null: the person's own, from `users`.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table members
      add column full_name text constraint members_full_name_length check (length(full_name) <= 200),
      add column password_hash text;
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table members drop column full_name, drop column password_hash')
}
