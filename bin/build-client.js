#!/usr/bin/env node
// Builds the client for other people's programs, into `dist/client` or the folder that is named.
import { buildClient } from './bootstrap/client.js'
import { at } from './bootstrap/root.js'

buildClient(process.argv[2] ?? at('dist', 'client')).catch(error => {
  console.error(`The client does not build: ${error.message}`)
  process.exit(1)
})
