import * as common from '@grafana/grafana-foundation-sdk/common';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { type Frame, framed } from './frame.js';

interface StatLook extends Partial<Pick<Frame, 'height'>> {
  /** What is written large: the value, or the name of the series, for states that are a label. */
  readonly says?: 'value' | 'name' | 'value-and-name';
}

/** One number or word, or a few, as they are now. */
export function stat({ says = 'value', ...frame }: Omit<Frame, 'height'> & StatLook): Panel {
  const text = {
    value: common.BigValueTextMode.Value,
    name: common.BigValueTextMode.Name,
    'value-and-name': common.BigValueTextMode.ValueAndName,
  }[says];
  const builder = new PanelBuilder()
    .graphMode(common.BigValueGraphMode.None)
    .colorMode(common.BigValueColorMode.Value)
    .textMode(text)
    .reduceOptions(new common.ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields(''));
  return framed(builder, { height: 4, ...frame }, 'now');
}
