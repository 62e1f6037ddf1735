import type { Knex } from 'knex'

// What a few in ten thousand are marked with is lost in the usual sample; then a list is walked for it.
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter index conversations_facets_idx alter column 8 set statistics 1000')
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter index conversations_facets_idx alter column 8 set statistics -1')
}
