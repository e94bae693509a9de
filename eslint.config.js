import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { switchyard } from './build/lint/plugin.ts';

// Channels are opened in one place each, so that no handler can exist that doesn't check its sender and its payload: whatever
// way Electron's objects are reached by, their names and their ways of sending stand in no other file.
const rawChannels = [
  'ImportSpecifier[imported.name=/^(ipcMain|ipcRenderer|MessageChannelMain)$/]',
  'MemberExpression[property.name=/^(ipcMain|ipcRenderer)$/]',
  'ObjectPattern > Property[key.name=/^(ipcMain|ipcRenderer)$/]',
  'Literal[value=/^(ipcMain|ipcRenderer)$/]',
].map((selector) => ({
  selector,
  message: 'Channels are opened in main/shell/channel.ts and preload/index.ts alone.',
}));

// In the room that holds the pages, nothing but the channel sends to them.
const rawSending = [
  "CallExpression[callee.property.type='Identifier'][callee.property.name=/^(send|sendToFrame)$/][callee.object.name!='channel']",
  "CallExpression[callee.property.name='postMessage'][callee.object.name!='worker']",
  'MemberExpression > Literal[value=/^(send|sendToFrame|postMessage)$/]',
  'ObjectPattern > Property[key.name=/^(send|sendToFrame|postMessage)$/]',
].map((selector) => ({
  selector,
  message: 'Events leave through the router’s emit, which checks their schema.',
}));

export default tseslint.config(
  { ignores: ['out/', '.cache/', 'release/', 'node_modules/', 'test-results/', 'playwright-report/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { switchyard },
    rules: {
      'switchyard/layers': 'error',
      'no-restricted-syntax': ['error', ...rawChannels],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['main/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...rawChannels, ...rawSending] },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
    },
  },
  {
    // The only users of the raw channels, and what takes Electron's place beneath them.
    files: ['main/shell/channel.ts', 'preload/index.ts', 'build/chromium-runtime/**', 'test/unit/build/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Programs of the command line speak to the terminal.
    files: ['build/**', 'test/**', 'partner-api/cli.ts', 'partner-api/seed/**'],
    rules: { 'no-console': 'off' },
  },
);
