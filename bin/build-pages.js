#!/usr/bin/env node
// Builds the pages; a program of its own, so that the server can start meanwhile.
import { buildPages } from './bootstrap/pages.js'

buildPages().catch(error => {
  console.error(`The pages do not build: ${error.message}`)
  process.exit(1)
})
