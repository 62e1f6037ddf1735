#!/usr/bin/env node
// Builds without starting; for images.
import { mustBeNode } from './bootstrap/node-version.js'

mustBeNode()
Promise.all([import('./bootstrap/build.js'), import('./bootstrap/pages.js')]).then(([{ build }, { buildPages }]) =>
  Promise.all([build(), buildPages()])
)
