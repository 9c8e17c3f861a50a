using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Surveys.Pages;

namespace Surveys.Tests.Pages;

public sealed partial class QrCodeTests
{
    [Fact]
    public void A_code_is_a_sound_image_with_a_quiet_edge_and_the_three_finder_patterns()
    {
        var svg = XDocument.Parse(new QrCode(new Uri("https://s.gov.example/s/7Kq2Xm9aBc"), PageLanguage.Kazakh).Render());

        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Equal("Пікіріңізді білдіру үшін сканерлеңіз", svg.Root!.Element(ns + "title")!.Value);
        var size = int.Parse(svg.Root.Attribute("viewBox")!.Value.Split(' ')[2], CultureInfo.InvariantCulture);
        var dark = Dark(svg.Root.Elements(ns + "path").Last().Attribute("d")!.Value);
        Assert.All(dark, module => Assert.True(module.X is >= 4 && module.X < size - 4 && module.Y is >= 4 && module.Y < size - 4));
        foreach (var (x, y) in new[] { (4, 4), (size - 11, 4), (4, size - 11) })
        {
            Assert.All(Enumerable.Range(0, 7), step => Assert.Contains((x + step, y), dark));
            Assert.DoesNotContain((x + 1, y + 1), dark);
            Assert.Contains((x + 3, y + 3), dark);
        }
    }

    private static HashSet<(int X, int Y)> Dark(string path) =>
        [.. from System.Text.RegularExpressions.Match run in Run().Matches(path)
            from step in Enumerable.Range(0, Number(run, 3))
            select (Number(run, 1) + step, Number(run, 2))];

    private static int Number(System.Text.RegularExpressions.Match run, int group) => int.Parse(run.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v1h-\3z")]
    private static partial Regex Run();
}
