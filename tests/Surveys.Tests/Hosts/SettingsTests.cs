using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Surveys.Sms.Twilio;
using Surveys.Storage;

namespace Surveys.Tests.Hosts;

/// <summary>No setting is undocumented, none is documented that isn't there, and the sample is enough to start.</summary>
public sealed class SettingsTests
{
    private static readonly IReadOnlyDictionary<string, string> Sample = ReadSample();

    private static readonly IReadOnlyDictionary<string, string> Guide = OperatingGuide
        .Table("Settings")
        .ToDictionary(row => row[0], row => row[1], StringComparer.Ordinal);

    [Fact]
    public void The_operating_guide_has_every_setting_with_its_default_and_no_other()
    {
        var settings = PlatformSettings()
            .Concat(SettingsOfTheServerlessHost())
            .ToDictionary(setting => setting.Name, setting => setting.Default, StringComparer.Ordinal);
        Assert.Equal(settings.Keys.Order(StringComparer.Ordinal), Guide.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            settings,
            setting =>
            {
                var told = Guide[setting.Key];
                Assert.True(
                    setting.Value is null ? told is "optional" or "required" : told == setting.Value,
                    $"{setting.Key} is {setting.Value ?? "null"} by default; the guide says {told}."
                );
            }
        );
    }

    [Fact]
    public void The_sample_has_every_setting_but_optional_ones_and_no_unknown_one()
    {
        Assert.DoesNotContain(Guide, setting => setting.Value is not "optional" && !Sample.ContainsKey(setting.Key));
        Assert.DoesNotContain(
            Sample.Keys,
            name => name.StartsWith("Surveys:", StringComparison.Ordinal) && !Guide.ContainsKey(name)
        );
        Assert.Equal("UseDevelopmentStorage=true", Sample["AzureWebJobsStorage"]);
        Assert.Equal("UseDevelopmentStorage=true", Sample["SurveysQueues"]);
    }

    [Fact]
    public void The_sample_binds_and_validates()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Sample!).Build();
        services.AddSurveys(configuration).AddTwilioWebhooks(configuration);
        using var provider = services.BuildServiceProvider();
        Assert.All(BoundOptions(), type => Assert.NotNull(ValueOf(provider, type)));
        Assert.NotNull(provider.GetRequiredService<SurveyStorage>());
        Assert.NotNull(provider.GetRequiredService<Surveys.Privacy.KeyRing>());
    }

    /// <summary>The classes that the platform and its carrier bind.</summary>
    private static IReadOnlyList<Type> BoundOptions()
    {
        var services = new ServiceCollection();
        var configuration = new ConfigurationBuilder().Build();
        services.AddSurveys(configuration).AddTwilioWebhooks(configuration);
        var types = services
            .Select(service => service.ServiceType)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConfigureOptions<>))
            .Select(type => type.GenericTypeArguments[0])
            .Where(type => type.Assembly == typeof(Platform).Assembly)
            .Distinct()
            .ToList();

        // An options class that nobody binds would be a setting without effect.
        Assert.Equal(
            typeof(Platform)
                .Assembly.GetTypes()
                .Where(type => type is { IsAbstract: false } && type.GetField("Section") is not null)
                .Select(type => type.Name)
                .Order(StringComparer.Ordinal),
            types.Select(type => type.Name).Order(StringComparer.Ordinal)
        );
        return types;
    }

    private static IEnumerable<(string Name, string? Default)> PlatformSettings() =>
        BoundOptions().SelectMany(type => Settings((string)type.GetField("Section")!.GetRawConstantValue()!, type));

    private static IEnumerable<(string Name, string? Default)> Settings(string section, Type type)
    {
        var options = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = $"{section}:{property.Name}";
            if (property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable)))
            {
                foreach (var (item, _) in Settings($"{name}:0", property.PropertyType.GenericTypeArguments[0]))
                {
                    // An item has no default: there is none until it is set.
                    yield return (item, null);
                }
            }
            else if (property.CanWrite)
            {
                yield return (
                    name,
                    Convert.ToString(property.GetValue(options), CultureInfo.InvariantCulture) is { Length: > 0 } text
                        ? text
                        : null
                );
            }
        }
    }

    /// <summary>The serverless host's own options, from their source, so that the worker's packages aren't needed. None has a default.</summary>
    private static IEnumerable<(string Name, string? Default)> SettingsOfTheServerlessHost()
    {
        foreach (
            var file in Directory.EnumerateFiles(
                Path.Combine(GoldenFile.Root(), "src", "Surveys.Functions"),
                "*Options.cs",
                SearchOption.AllDirectories
            )
        )
        {
            var type = CSharpSyntaxTree
                .ParseText(File.ReadAllText(file))
                .GetRoot()
                .DescendantNodes()
                .OfType<ClassDeclarationSyntax>()
                .Single();
            var section = type
                .Members.OfType<FieldDeclarationSyntax>()
                .SelectMany(field => field.Declaration.Variables)
                .Single(field => field.Identifier.Text is "Section")
                .Initializer!.Value;
            foreach (var property in type.Members.OfType<PropertyDeclarationSyntax>())
            {
                Assert.True(
                    property.Initializer is null || property.Initializer.Value.ToString() is "\"\"",
                    $"{property.Identifier.Text} has a default, which this test can't read."
                );
                yield return ($"{((LiteralExpressionSyntax)section).Token.ValueText}:{property.Identifier.Text}", null);
            }
        }
    }

    private static object? ValueOf(IServiceProvider provider, Type type) =>
        typeof(IOptions<>)
            .MakeGenericType(type)
            .GetProperty("Value")!
            .GetValue(provider.GetRequiredService(typeof(IOptions<>).MakeGenericType(type)));

    private static Dictionary<string, string> ReadSample()
    {
        // Read as strictly as any tool may: no comments, no trailing commas.
        using var sample = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(GoldenFile.Root(), "local.settings.sample.json"))
        );
        return sample
            .RootElement.GetProperty("Values")
            .EnumerateObject()
            .ToDictionary(
                value => value.Name.Replace("__", ":", StringComparison.Ordinal),
                value => value.Value.GetString()!,
                StringComparer.Ordinal
            );
    }
}
