import assert from 'node:assert/strict'
import type { AgentVisibility, Member, Role } from './actor.ts'
import { maySee } from './policy.ts'

const member = (role: Role, agent_visibility: AgentVisibility): Member => ({
  kind: 'user',
  organization_id: 1,
  user_id: 7,
  role,
  team_ids: [1, 2],
  agent_visibility,
  name: 'Ada',
  credential_id: 'c'
})

const ROWS = {
  mine: { assigned_user_id: 7, assigned_team_id: null },
  'mine in a strange team': { assigned_user_id: 7, assigned_team_id: 9 },
  'of my team': { assigned_user_id: null, assigned_team_id: 2 },
  'of a colleague in my team': { assigned_user_id: 8, assigned_team_id: 2 },
  'of a strange team': { assigned_user_id: null, assigned_team_id: 9 },
  'of a stranger': { assigned_user_id: 8, assigned_team_id: null },
  'of nobody': { assigned_user_id: null, assigned_team_id: null }
}

const seenBy = (actor: Parameters<typeof maySee>[0]): string[] =>
  Object.entries(ROWS).flatMap(([name, row]) => (maySee(actor, row) ? [name] : []))

describe('Sight', () => {
  it('is whole for owners, admins, the system, and agents where all see all', () => {
    const everything = Object.keys(ROWS)
    for (const role of ['owner', 'admin'] as const)
      for (const visibility of ['all', 'team', 'assigned'] as const)
        assert.deepEqual(seenBy(member(role, visibility)), everything)
    assert.deepEqual(seenBy(member('agent', 'all')), everything)
    assert.deepEqual(seenBy({ kind: 'system', organization_id: 1, name: 'deliver' }), everything)
  })

  it('of an agent by team is what is its own, its teams’ or nobody’s', () => {
    const seen = ['mine', 'mine in a strange team', 'of my team', 'of a colleague in my team', 'of nobody']
    assert.deepEqual(seenBy(member('agent', 'team')), seen)
  })

  it('of an agent by assignment is what is its own', () => {
    assert.deepEqual(seenBy(member('agent', 'assigned')), ['mine', 'mine in a strange team'])
  })

  it('of a key is that of the person it belongs to', () => {
    const key: Member = { ...member('agent', 'assigned'), kind: 'api_key' }
    assert.deepEqual(seenBy(key), seenBy(member('agent', 'assigned')))
  })
})
