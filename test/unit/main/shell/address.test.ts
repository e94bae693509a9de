import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileOfAddress, isOwnPage } from '../../../../main/shell/address.ts';

const root = path.resolve('/srv/switchyard/renderer');

describe('app:// serves files of its own folder and nothing else', () => {
  test.each([
    ['app://switchyard/index.html', 'index.html'],
    ['app://switchyard/', 'index.html'],
    ['app://switchyard/index.html?theme=dark#customers/1', 'index.html'],
    ['app://switchyard/assets/app-3f2.js', 'assets/app-3f2.js'],
    ['app://switchyard/assets/with%20space.svg', 'assets/with space.svg'],
    ['app://switchyard/assets/..name.js', 'assets/..name.js'],
  ])('%s is %s', (url, file) => {
    expect(fileOfAddress(url, root)).toBe(path.join(root, file));
  });

  test.each([
    ['climbing', 'app://switchyard/../secret.txt'],
    ['climbing from within', 'app://switchyard/assets/../../secret.txt'],
    ['encoded dots', 'app://switchyard/%2e%2e/secret.txt'],
    ['half encoded dots', 'app://switchyard/.%2E/secret.txt'],
    ['dots encoded twice stay a name', 'app://switchyard/%252e%252e%252fsecret.txt%5c'],
    ['encoded slashes', 'app://switchyard/..%2fsecret.txt'],
    ['encoded backslashes', 'app://switchyard/..%5Csecret.txt'],
    ['backslashes', 'app://switchyard/..\\secret.txt'],
    ['NUL', 'app://switchyard/index.html%00.png'],
    ['a raw NUL', 'app://switchyard/index.html\0.png'],
    ['an absolute path', 'app://switchyard//etc/passwd'],
    ['a drive', 'app://switchyard/C:/Windows/win.ini'],
    ['a stream of a file', 'app://switchyard/index.html::$DATA'],
    ['a folder', 'app://switchyard/assets/'],
    ['a lone dot', 'app://switchyard/./index.html'],
    ['a broken escape', 'app://switchyard/%E0%A4%A'],
    ['another host', 'app://elsewhere/index.html'],
    ['a host that begins alike', 'app://switchyard.evil.example/index.html'],
    ['a user name', 'app://switchyard@evil.example/index.html'],
    ['another scheme', 'file:///etc/passwd'],
    ['no address', 'index.html'],
  ])('%s names nothing', (_what, url) => {
    expect(fileOfAddress(url, root)).toBeUndefined();
  });

  test('only the start page is the app’s own page, wherever it stands', () => {
    expect(isOwnPage('app://switchyard/index.html#customers')).toBe(true);
    expect(isOwnPage('app://switchyard/assets/app.js')).toBe(false);
    expect(isOwnPage('https://switchyard/index.html')).toBe(false);
    expect(isOwnPage('app://switchyard/index.html.evil')).toBe(false);
  });
});
