/** @file The rules for components. Those for TypeScript and scripts are in .oxlintrc.jsonc (docs/adr/0033). */
import eslint from '@eslint/js'
import { defineConfig } from 'eslint/config'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import tseslint from 'typescript-eslint'

export default defineConfig(
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  // vue-tsc checks the types of components; the linter cannot see through their imports.
  {
    files: ['renderer/**/*.vue'],
    extends: [
      eslint.configs.recommended,
      tseslint.configs.strict,
      tseslint.configs.stylistic,
      vue.configs['flat/recommended'],
    ],
    languageOptions: { globals: globals.browser, parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/define-macros-order': 'error',
      'vue/no-static-inline-styles': 'error', // the content security policy forbids them
      'vue/no-v-html': 'error',
      'vue/html-self-closing': ['error', { html: { void: 'always' } }],
      // The formatter's part.
      'vue/html-indent': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      // An optional prop without a default is undefined, which the type says.
      'vue/require-default-prop': 'off',
      eqeqeq: 'error',
    },
  },
)
