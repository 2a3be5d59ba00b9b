namespace QosNets.Reporting.Html;

/// <summary>The style sheet of the report.</summary>
internal static class ReportStyle
{
    /// <summary>Screen, phone and print, dark on white throughout.</summary>
    public const string Css = """
        :root { color-scheme: light; --ink: #1a1a1a; --quiet: #595959; --line: #d9d9d9; --main: #0b4f8a; }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body { margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 62rem; background: #fff; color: var(--ink);
          font: 1rem/1.55 "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", "Noto Sans", Arial, sans-serif; }
        header { border-bottom: 3px solid var(--main); padding-bottom: 1rem; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem; letter-spacing: -.01em; }
        h2 { font-size: 1.3rem; line-height: 1.3; margin: 3.2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
        h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
        p, ul { max-width: 46rem; margin: .5rem 0 .9rem; }
        h1, h2, h3, p, li { overflow-wrap: anywhere; }
        code { font: .86em/1.4 "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; overflow-wrap: anywhere; }
        .facts, .note, figcaption { color: var(--quiet); font-size: .9rem; }
        .facts { margin: 0; }
        .found { font-size: 1.15rem; line-height: 1.5; margin: 1.3rem 0; }
        nav { font-size: .9rem; margin-top: .9rem; line-height: 1.9; }
        nav a { color: var(--main); text-decoration: none; margin-right: 1.1em; white-space: nowrap; }
        nav a:hover { text-decoration: underline; }
        .scroll { overflow-x: auto; margin: .9rem 0 1.2rem; }
        table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .34rem .8rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); white-space: nowrap; }
        th:first-child { padding-left: .1rem; }
        thead th { border-bottom: 2px solid var(--ink); vertical-align: bottom; font-weight: 600; }
        tbody th { font-weight: 500; }
        .number { text-align: right; }
        .wrap td:last-child { white-space: normal; min-width: 16rem; overflow-wrap: anywhere; }
        .headline tbody th { font-weight: 700; }
        .headline { font-size: .95rem; }
        .wrap thead th { white-space: normal; }
        .settings td.text, .settings th { white-space: normal; overflow-wrap: anywhere; }
        .settings td.text { min-width: 11rem; }
        .bar { display: inline-flex; align-items: center; gap: .5rem; }
        .bar svg { width: 8rem; height: .7rem; background: #f1f1f1; }
        .bar rect { fill: var(--main); }
        .bar span { min-width: 3.2rem; text-align: right; }
        .cell { display: block; margin: -.34rem -.8rem; padding: .34rem .8rem; min-width: 6.5rem; text-align: center;
          -webkit-print-color-adjust: exact; print-color-adjust: exact; }
        .assignment td, .assignment th { border-bottom: 1px solid #fff; }
        .assignment tbody th, .assignment td.number { border-bottom-color: var(--line); }
        .assignment td.text { border-left: 3px solid #fff; }
        figure { margin: 1rem 0 1.6rem; }
        figcaption { max-width: 46rem; margin-top: .5rem; }
        svg.chart { display: block; width: 100%; max-width: 46rem; height: auto; font-size: 14px; fill: var(--ink); }
        svg.map { max-width: 27rem; }
        svg.map image { image-rendering: pixelated; }
        .axes text { fill: #404040; font-size: 13px; }
        .axes text.title { fill: var(--ink); font-size: 14px; }
        .grid { stroke: #e3e3e3; fill: none; }
        .axis { stroke: #404040; fill: none; }
        .frame { stroke: #404040; fill: none; stroke-width: .8; }
        .level { stroke: #404040; fill: none; stroke-dasharray: 5 4; stroke-width: 1; }
        .whisker { stroke: var(--main); fill: none; stroke-width: 1.3; }
        .name { font-weight: 600; paint-order: stroke; stroke: #fff; stroke-width: 4px; stroke-linejoin: round; }
        .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.4rem; font-size: .88rem; margin: .5rem 0; max-width: 46rem; }
        .legend > span { display: inline-flex; align-items: center; gap: .45rem; overflow-wrap: anywhere; }
        .legend svg { width: 1.1rem; height: 1.1rem; flex: none; overflow: visible; }
        .legend svg.wide { width: 2.2rem; fill: none; }
        .swatch { width: 1.1rem; height: 1.1rem; border: 1px solid #808080; flex: none;
          -webkit-print-color-adjust: exact; print-color-adjust: exact; }
        .grid-of-figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)); gap: .5rem 2rem; }
        .grid-of-figures figure { margin: .4rem 0 1rem; min-width: 0; }
        footer { margin-top: 3.5rem; border-top: 1px solid var(--line); padding-top: .8rem; }
        @media (max-width: 40rem) {
          body { padding: 1.3rem 1rem 3rem; }
          h1 { font-size: 1.5rem; }
          h2 { margin-top: 2.4rem; }
          .found { font-size: 1.05rem; }
          th, td { padding: .32rem .42rem; }
          .cell { margin: -.32rem -.42rem; padding: .32rem .42rem; }
          svg.chart, svg.chart .axes text { font-size: 19px; }
          svg.chart .axes text.title { font-size: 20px; }
          svg.map .axes text, svg.small .axes text { font-size: 15px; }
          svg.map .axes text.title, svg.small .axes text.title { font-size: 16px; }
          table, .headline { font-size: .82rem; }
          .bar svg { width: 3rem; }
          .cell { min-width: 0; }
        }
        @media print {
          @page { margin: 15mm; }
          html { font-size: 10pt; }
          body { max-width: none; padding: 0; }
          nav { display: none; }
          h2 { margin-top: 1.6rem; break-after: avoid; }
          h3, .legend { break-after: avoid; }
          figure, tr, .found { break-inside: avoid; }
          .scroll { overflow: visible; }
          table, .headline { font-size: 8pt; }
          th, td { padding: .2rem .45rem; }
          .cell { margin: -.2rem -.45rem; padding: .2rem .45rem; min-width: 0; }
          thead th { white-space: normal; }
          .wrap td:last-child { min-width: 9rem; }
          .bar svg { width: 5rem; }
          svg.chart { max-width: 150mm; }
          svg.map { max-width: 80mm; }
          .grid-of-figures { grid-template-columns: 1fr 1fr; }
        }
        """;
}
