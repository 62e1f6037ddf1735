import { migrations } from '../migrations/index.ts'
import { migrate } from '../src/platform/migrations.ts'

const url = process.env['DATABASE_URL']
if (!url) {
  console.error('Set DATABASE_URL to the database to migrate.')
  process.exit(1)
}
const ran = await migrate(url, migrations)
console.log(ran.length === 0 ? 'Nothing to migrate.' : `Migrated: ${ran.join(', ')}`)
