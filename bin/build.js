#!/usr/bin/env node
// Builds without starting; for images.
import { mustBeNode } from './bootstrap/node-version.js'
import { at } from './bootstrap/root.js'

mustBeNode()
const [{ build }, { buildPages }, { buildClient }] = await Promise.all([
  import('./bootstrap/build.js'),
  import('./bootstrap/pages.js'),
  import('./bootstrap/client.js')
])
await Promise.all([build(), buildPages(), buildClient(at('dist', 'client'))])
