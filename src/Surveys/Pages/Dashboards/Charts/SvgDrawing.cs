using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Surveys.Pages.Dashboards.Charts;

/// <summary>
/// Writes one chart as SVG. Sizes are in the units of a narrow screen, so that text stays readable there. Coordinates
/// have one decimal. The first parameter of each shape is its CSS class.
/// </summary>
internal sealed class SvgDrawing
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder svg = new();

    /// <param name="id">The prefix of the ids of title and description.</param>
    /// <param name="title">The title, for screen readers.</param>
    /// <param name="description">The description, for screen readers.</param>
    /// <param name="height">The height.</param>
    /// <param name="width">The width.</param>
    public SvgDrawing(string id, string title, string description, double height, double width = 400)
    {
        Append($"<svg class=\"chart\" viewBox=\"0 0 {width:0.#} {height:0.#}\" role=\"img\" ");
        Append($"aria-labelledby=\"{id}-title {id}-desc\"><title id=\"{id}-title\">{Encoder.Encode(title)}</title>");
        Append($"<desc id=\"{id}-desc\">{Encoder.Encode(description)}</desc>");
    }

    /// <summary>A point for the data of a path.</summary>
    public static string At(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.#} {y:0.#}");

    public void Line(string kind, double x1, double y1, double x2, double y2) =>
        Append($"<line class=\"{kind}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"/>");

    public void Rectangle(string kind, double x, double y, double width, double height) =>
        Append($"<rect class=\"{kind}\" x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\"/>");

    public void Circle(string kind, double x, double y, double radius) =>
        Append($"<circle class=\"{kind}\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{radius:0.#}\"/>");

    public void Path(string kind, string data) => Append($"<path class=\"{kind}\" d=\"{data}\"/>");

    public void Text(string kind, double x, double y, string text) =>
        Append($"<text class=\"{kind}\" x=\"{x:0.#}\" y=\"{y:0.#}\">{Encoder.Encode(text)}</text>");

    /// <summary>Starts a group with a title; <see cref="EndGroup"/> ends it.</summary>
    public void BeginGroup(string kind, string title) =>
        Append($"<g class=\"{kind}\"><title>{Encoder.Encode(title)}</title>");

    public void EndGroup() => svg.Append("</g>");

    /// <summary>The finished drawing.</summary>
    public override string ToString() => svg + "</svg>";

    private void Append(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));
}
