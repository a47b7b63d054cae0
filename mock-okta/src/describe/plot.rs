//! The report, as a drawing.

use plotters::backend::DrawingBackend;
use plotters::chart::ChartBuilder;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::Rectangle;
use plotters::prelude::SVGBackend;
use plotters::style::{Color, RGBColor, WHITE};

use super::report::Report;

/// Values in a colour.
type Series<'a> = (RGBColor, &'a [u64]);

impl Report {
    /// An SVG with three panels: events by the hour, with sessions that start; events of the days
    /// of the week; events by size. docs/traffic.svg.
    pub fn svg(&self) -> String {
        let mut text = String::new();
        let drawn = self.draw(SVGBackend::with_string(&mut text, SIZE));
        debug_assert!(drawn.is_ok(), "{drawn:?}");
        text
    }

    fn draw<B: DrawingBackend>(
        &self,
        backend: B,
    ) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
        let area = backend.into_drawing_area();
        area.fill(&WHITE)?;
        let panels = area.split_evenly((PANELS, 1));
        bars(
            &panels[0],
            "Events by the hour at the headquarters; dark: sessions that start",
            &|hour| format!("{hour:02}"),
            &[(LIGHT, &self.hours), (DARK, &self.starts)],
        )?;
        bars(
            &panels[1],
            "Events of the days of that week",
            &|day| DAYS.get(day).copied().unwrap_or_default().to_owned(),
            &[(LIGHT, &self.week)],
        )?;
        bars(
            &panels[2],
            "Events by size; below each bar, from how many bytes on",
            &|step| (step * Self::SIZE_STEP).to_string(),
            &[(LIGHT, &self.sizes)],
        )?;
        area.present()
    }
}

/// A panel of bars, one series over the other.
fn bars<B: DrawingBackend>(
    panel: &DrawingArea<B, Shift>,
    title: &str,
    label: &dyn Fn(usize) -> String,
    series: &[Series<'_>],
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    let count = series.iter().map(|(_, values)| values.len()).max().unwrap_or_default();
    let most = series.iter().flat_map(|(_, values)| *values).max().copied().unwrap_or_default();
    let mut chart = ChartBuilder::on(panel)
        .caption(title, ("sans-serif", 15))
        .margin(10)
        .x_label_area_size(25)
        .y_label_area_size(60)
        .build_cartesian_2d(0.0..count as f64, 0.0..most as f64 * 1.05)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(WHITE)
        .x_labels(count + 1)
        .x_label_formatter(&|place| {
            if *place < count as f64 { label(*place as usize) } else { String::new() }
        })
        .y_label_formatter(&|value| format!("{value:.0}"))
        .draw()?;
    for (colour, values) in series {
        chart.draw_series(values.iter().enumerate().map(|(place, value)| {
            let (left, height) = (place as f64, *value as f64);
            Rectangle::new([(left + 0.08, 0.0), (left + 0.92, height)], colour.filled())
        }))?;
    }
    Ok(())
}

const SIZE: (u32, u32) = (900, 780);
const PANELS: usize = 3;
const LIGHT: RGBColor = RGBColor(148, 184, 219);
const DARK: RGBColor = RGBColor(27, 73, 117);
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
