import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder, ZoomMode } from '@grafana/grafana-foundation-sdk/nodegraph';
import { type Frame, framed } from './frame.js';

interface Graph extends Omit<Frame, 'queries'> {
  /** Rows with the labels `id`, `title`, `subtitle`, `mainstat` and `color`. */
  readonly nodes: string;
  /** Rows with the labels `id`, `source` and `target`; both ends are nodes. */
  readonly edges: string;
}

/**
 * Who is connected to whom. The panel tells nodes from edges by the names of queries and columns
 * (https://grafana.com/docs/grafana/latest/panels-visualizations/visualizations/node-graph/#data-api).
 */
export function graph({ nodes, edges, ...frame }: Graph): Panel {
  const builder = new PanelBuilder().zoomMode(ZoomMode.Cooperative).withTransformation({
    id: 'organize',
    options: { excludeByName: { Time: true, 'Value #nodes': true, 'Value #edges': true } },
  });
  const queries = [
    { refId: 'nodes', expr: nodes },
    { refId: 'edges', expr: edges },
  ];
  return framed(builder, { ...frame, queries }, 'rows');
}
