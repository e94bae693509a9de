import path from 'node:path';
import type { Rule } from 'eslint';
import { importFault } from './layers.ts';

const root = path.resolve(import.meta.dirname, '../..');

const layersRule: Rule.RuleModule = {
  meta: { type: 'problem', docs: { description: 'imports follow the arrows of the house' }, schema: [] },
  create(context) {
    const file = path.relative(root, context.filename).split(path.sep).join('/');
    const check = (node: Rule.Node, source: unknown) => {
      const specifier = (source as { value?: unknown } | null)?.value;
      if (typeof specifier !== 'string') return;
      const fault = importFault(file, specifier);
      if (fault) context.report({ node, message: fault });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node as Rule.Node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
    };
  },
};

/** The project's own lint rules. */
export const switchyard = { rules: { layers: layersRule } };
