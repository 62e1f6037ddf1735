#!/usr/bin/env node
// Builds without starting; for images.
import { mustBeNode } from './bootstrap/node-version.js'

mustBeNode()
import('./bootstrap/build.js').then(({ build }) => build())
