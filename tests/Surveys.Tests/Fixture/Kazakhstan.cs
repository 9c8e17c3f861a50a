using Surveys.Countries;

namespace Surveys.Tests.Fixture;

/// <summary>The home country of most tests.</summary>
internal static class Kazakhstan
{
    public static Country Country { get; } = CountryCatalog.Shipped.Find("kz")!;
}
