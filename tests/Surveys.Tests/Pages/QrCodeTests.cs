using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Surveys.Pages;
using ZXing;
using ZXing.Common;
using ZXing.QrCode;

namespace Surveys.Tests.Pages;

public sealed partial class QrCodeTests
{
    [Fact]
    public void A_code_is_a_sound_image_with_a_quiet_edge_and_the_three_finder_patterns()
    {
        var svg = XDocument.Parse(
            new QrCode(new Uri("https://s.gov.example/s/7Kq2Xm9aBc"), LanguageCatalog.Shipped.Default).Render()
        );

        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Equal("Пікіріңізді білдіру үшін сканерлеңіз", svg.Root!.Element(ns + "title")!.Value);
        var size = int.Parse(svg.Root.Attribute("viewBox")!.Value.Split(' ')[2], CultureInfo.InvariantCulture);
        var dark = Dark(svg.Root.Elements(ns + "path").Last().Attribute("d")!.Value);
        Assert.All(
            dark,
            module => Assert.True(module.X is >= 4 && module.X < size - 4 && module.Y is >= 4 && module.Y < size - 4)
        );
        foreach (var (x, y) in new[] { (4, 4), (size - 11, 4), (4, size - 11) })
        {
            Assert.All(Enumerable.Range(0, 7), step => Assert.Contains((x + step, y), dark));
            Assert.DoesNotContain((x + 1, y + 1), dark);
            Assert.Contains((x + 3, y + 3), dark);
        }
    }

    [Theory]
    [InlineData("https://s.gov.example/s/7Kq2Xm9aBc")]
    [InlineData(
        "https://surveys.gov.example/s/AQEATq0b0nQyb2Zv2m4p2sQyFhY2x1fGx0YXgtcmVmdW5kcy1hbmQtcGVyc29uYWwtaW5jb21lLWRlY2xhcmF0aW9ucy1vbmxpbmUAAAAAAAAA"
    )]
    public void A_code_is_read_as_the_address_that_was_drawn(string address)
    {
        Assert.Equal(address, Decode(new QrCode(new Uri(address), LanguageCatalog.Shipped.Default).Render()));
    }

    /// <summary>What a phone's camera makes of an image of ours, by a reader that isn't the writer's.</summary>
    internal static string Decode(string image)
    {
        const int pixels = 4;
        var svg = XDocument.Parse(image).Root!;
        var size = int.Parse(svg.Attribute("viewBox")!.Value.Split(' ')[2], CultureInfo.InvariantCulture) * pixels;
        var dark = Dark(svg.Elements().Last().Attribute("d")!.Value);
        var grey = new byte[size * size];
        for (var i = 0; i < grey.Length; i++)
        {
            grey[i] = dark.Contains((i % size / pixels, i / size / pixels)) ? (byte)0 : (byte)255;
        }

        return new QRCodeReader()
            .decode(
                new BinaryBitmap(
                    new HybridBinarizer(new RGBLuminanceSource(grey, size, size, RGBLuminanceSource.BitmapFormat.Gray8))
                )
            )
            .Text;
    }

    private static HashSet<(int X, int Y)> Dark(string path) =>
        [
            .. from System.Text.RegularExpressions.Match run in Run().Matches(path)
            from step in Enumerable.Range(0, Number(run, 3))
            select (Number(run, 1) + step, Number(run, 2)),
        ];

    private static int Number(System.Text.RegularExpressions.Match run, int group) =>
        int.Parse(run.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v1h-\3z")]
    private static partial Regex Run();
}
