using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Surveys.Sms.Twilio;

namespace Surveys.Tests.Hosts;

/// <summary>
/// The serverless host's triggers, read from their source, so that the worker's packages aren't needed: they and the lists that the local host serves are the
/// same, both ways.
/// </summary>
public sealed partial class HostParityTests
{
    private static readonly string[] TriggerAttributes = ["HttpTrigger", "QueueTrigger", "TimerTrigger"];

    private static readonly IReadOnlyList<MethodDeclarationSyntax> Functions =
    [
        .. Directory
            .EnumerateFiles(
                Path.Combine(GoldenFile.Root(), "src", "Surveys.Functions"),
                "*.cs",
                SearchOption.AllDirectories
            )
            .SelectMany(file =>
                CSharpSyntaxTree
                    .ParseText(File.ReadAllText(file))
                    .GetRoot()
                    .DescendantNodes()
                    .OfType<MethodDeclarationSyntax>()
            )
            .Where(method => AttributeOf(method.AttributeLists, "Function") is not null),
    ];

    [Fact]
    public void Every_endpoint_has_one_trigger_of_its_name_method_and_route_and_no_trigger_is_without_one()
    {
        var triggers = Functions
            .Where(method => Trigger(method) is { Name: var name } && name.ToString() is "HttpTrigger")
            .Select(method =>
            {
                var arguments = Arguments(Trigger(method)!);
                Assert.Equal("Anonymous", arguments[0].Value);
                var methods = arguments
                    .Skip(1)
                    .Where(argument => argument.Name is null)
                    .Select(argument => Text(argument.Value).ToUpperInvariant());
                return $"{NameOf(method)} {string.Join(',', methods)} {Text(arguments.Single(argument => argument.Name is "Route").Value)}";
            });
        Assert.Equal(
            Endpoints
                .All.Concat(TwilioCarrier.Endpoints)
                .Select(endpoint => $"{endpoint.Name} {string.Join(',', endpoint.Methods)} {endpoint.Route}")
                .Order(StringComparer.Ordinal),
            triggers.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_trigger_returns_the_endpoint_that_has_its_name()
    {
        foreach (var method in Functions.Where(method => Trigger(method)!.Name.ToString() is "HttpTrigger"))
        {
            Assert.Equal("IResult", method.ReturnType.ToString());
            var endpoint = Assert.IsType<MemberAccessExpressionSyntax>(method.ExpressionBody!.Expression);
            Assert.Equal(NameOf(method), endpoint.Name.Identifier.Text);
        }
    }

    [Fact]
    public void Every_queue_has_one_trigger_and_no_trigger_is_without_one()
    {
        var triggers = Functions
            .Where(method => Trigger(method)!.Name.ToString() is "QueueTrigger")
            .ToDictionary(method => Text(Arguments(Trigger(method)!)[0].Value), HandlerOf);
        Assert.Equal(
            BackgroundWork.Queues.Select(handler => handler.Queue).Order(StringComparer.Ordinal),
            triggers.Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(
            triggers,
            trigger => Assert.Equal(trigger.Key, Assert.IsType<QueueHandler>(ValueOf(trigger.Value)).Queue)
        );
    }

    [Fact]
    public void Every_timer_has_one_trigger_of_its_name_and_period_and_no_trigger_is_without_one()
    {
        var triggers = Functions
            .Where(method => Trigger(method)!.Name.ToString() is "TimerTrigger")
            .Select(method => (Name: HandlerOf(method), Period: PeriodOf(Text(Arguments(Trigger(method)!)[0].Value))));
        Assert.Equal(
            BackgroundWork
                .Timers.Select(handler => (handler.Name, handler.Period))
                .OrderBy(handler => handler.Name, StringComparer.Ordinal),
            triggers.OrderBy(trigger => trigger.Name, StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_trigger_is_one_statement_and_every_method_among_them_is_a_trigger()
    {
        Assert.NotEmpty(Functions);
        Assert.All(
            Functions,
            method =>
            {
                Assert.NotNull(method.ExpressionBody);
                Assert.NotNull(Trigger(method));
                Assert.Equal(method.Identifier.Text, NameOf(method));
                Assert.DoesNotContain(
                    method.ParameterList.Parameters,
                    parameter => parameter.Identifier.Text.StartsWith('_')
                );
                Assert.Equal(
                    Functions.Where(other => other.Parent == method.Parent),
                    ((ClassDeclarationSyntax)method.Parent!).Members.OfType<MethodDeclarationSyntax>()
                );
            }
        );
        Assert.Equal(Functions.Count, Functions.Select(NameOf).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void The_period_of_a_schedule_is_read_rightly()
    {
        Assert.Equal(TimeSpan.FromMinutes(1), PeriodOf("0 * * * * *"));
        Assert.Equal(TimeSpan.FromMinutes(5), PeriodOf("0 */5 * * * *"));
        Assert.Equal(TimeSpan.FromHours(1), PeriodOf("0 0 * * * *"));
        Assert.Equal(TimeSpan.FromHours(6), PeriodOf("0 0 */6 * * *"));
        Assert.Equal(TimeSpan.FromDays(1), PeriodOf("0 0 0 * * *"));
    }

    private static AttributeSyntax? AttributeOf(IEnumerable<AttributeListSyntax> lists, string name) =>
        lists.SelectMany(list => list.Attributes).SingleOrDefault(attribute => attribute.Name.ToString() == name);

    private static string NameOf(MethodDeclarationSyntax method) =>
        Text(Arguments(AttributeOf(method.AttributeLists, "Function")!)[0].Value);

    private static AttributeSyntax? Trigger(MethodDeclarationSyntax method) =>
        method
            .ParameterList.Parameters.SelectMany(parameter => parameter.AttributeLists)
            .SelectMany(list => list.Attributes)
            .SingleOrDefault(attribute => TriggerAttributes.Contains(attribute.Name.ToString()));

    private static List<(string? Name, string Value)> Arguments(AttributeSyntax attribute) =>
        [
            .. attribute.ArgumentList!.Arguments.Select(argument =>
                (argument.NameEquals?.Name.Identifier.Text, argument.Expression.ToString())
            ),
        ];

    private static string Text(string literal)
    {
        Assert.Matches("^\".*\"$", literal);
        return literal[1..^1];
    }

    /// <summary>The name of what a trigger hands its work to: <c>BackgroundWork.Sweep.RunAsync(…)</c> → Sweep.</summary>
    private static string HandlerOf(MethodDeclarationSyntax method)
    {
        var call = Assert.IsType<InvocationExpressionSyntax>(method.ExpressionBody!.Expression);
        var handler = HandlerCall().Match(call.Expression.ToString());
        Assert.True(handler.Success, $"{NameOf(method)} does not call a handler of BackgroundWork.");
        Assert.Equal(NameOf(method), handler.Groups[1].Value);
        return handler.Groups[1].Value;
    }

    private static object? ValueOf(string handler) => typeof(BackgroundWork).GetProperty(handler)?.GetValue(null);

    /// <summary>How often a schedule of six fields fires; the few regular forms that we use, nothing else.</summary>
    private static TimeSpan PeriodOf(string schedule) =>
        schedule switch
        {
            "0 * * * * *" => TimeSpan.FromMinutes(1),
            "0 0 * * * *" => TimeSpan.FromHours(1),
            "0 0 0 * * *" => TimeSpan.FromDays(1),
            _ when Every().Match(schedule) is { Success: true } every => int.Parse(
                every.Groups[2].Value,
                CultureInfo.InvariantCulture
            ) * (every.Groups[1].Value is "" ? TimeSpan.FromMinutes(1) : TimeSpan.FromHours(1)),
            _ => throw new InvalidOperationException($"The schedule {schedule} is of no regular form."),
        };

    [GeneratedRegex(@"^BackgroundWork\.(\w+)\.(?:HandleAsync|RunAsync)$")]
    private static partial Regex HandlerCall();

    [GeneratedRegex(@"^0 (0 )?\*/(\d+) \* \* \*(?: \*)?$")]
    private static partial Regex Every();
}
