import type { Knex } from 'knex'

// What people remember of a contact, without case, accents or the marks in a phone number. A space stands before each
// word, so that the beginning of a word is found by an index as its middle is. Both extensions come with PostgreSQL and
// are trusted, as citext is.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create extension if not exists pg_trgm;
    create extension if not exists btree_gin;

    create function plain_text(text) returns text
      language sql immutable strict parallel safe
      as $$
        select pg_catalog.translate(
          pg_catalog.replace(
            pg_catalog.lower(pg_catalog.regexp_replace(pg_catalog.normalize($1, 'NFKD'), '[\\u0300-\\u036f]+', '', 'g')),
            'ß', 'ss'),
          'øłđħŧı', 'oldhti')
      $$;

    alter table contacts add column search_text text not null generated always as (
      ' ' || plain_text(
        coalesce(first_name || ' ', '') || coalesce(last_name || ' ', '') || coalesce(company_name || ' ', '') ||
        coalesce(email::text || ' ', '') || coalesce(translate(phone, '+', ''), ''))
    ) stored;
    create index contacts_search_idx on contacts using gin (organization_id, search_text gin_trgm_ops)
      where deleted_at is null;
    create index identity_addresses_search_idx on identity_addresses using gin (organization_id, address gin_trgm_ops);
  `)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index identity_addresses_search_idx;
    alter table contacts drop column search_text;
    drop function plain_text(text);
    drop extension btree_gin;
    drop extension pg_trgm;
  `)
}
